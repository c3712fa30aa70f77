// What editors do, by key: over a list for what is chosen there, or for the story they are on; on a page for its story.

const form = document.getElementById("act");
const rows = [...document.querySelectorAll("tr[data-key]")];
const boxes = rows.flatMap((row) => row.querySelector("input[name=story]") ?? []);
const back = form?.elements.back.value;
const told = form?.querySelector(".chosen");
let current = null;

// Over a list the bar stands before what is at the bottom; how high it is depends on the width.
const bar = document.querySelector(".list ~ .acts");
function room() {
  document.documentElement.style.scrollPaddingBottom = `${bar.offsetHeight + 24}px`;
}
if (bar) {
  room();
  new ResizeObserver(room).observe(bar);
}

// A note that is typed belongs to the stories it is typed for, and stands there again if it was not sent.
function subject() {
  const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
  const keys = chosen.length ? chosen : current ? [current.dataset.key] : [];
  const draft = `note-${keys.join("-") || "list"}`;
  if (form.dataset.draft === draft) return;
  const moved = chosen.length === 0 && form.dataset.draft !== "note-list";
  form.dataset.draft = draft;
  form.dispatchEvent(new CustomEvent("desk-subject", { detail: { moved } }));
}

function tell() {
  if (!told) return;
  subject();
  const count = boxes.filter((box) => box.checked).length;
  told.textContent = count ? `${count} chosen` : current ? "The story you are on" : "No story chosen";
}

for (const row of rows) {
  row.addEventListener("focusin", () => {
    current = row;
    tell();
  });
  row.addEventListener("change", tell);
}

// Where the page goes on: at the same story, or, where that leaves the list, at the next one.
function after(action) {
  const gone = action === "done" || action === "reopen";
  const at = rows.findIndex((row) => row === current);
  const rest = gone ? rows.slice(Math.max(at, 0)).find((row) => !row.querySelector("input").checked) : current;
  return rest ? `#r${rest.dataset.key}` : "";
}

form?.addEventListener("submit", (event) => {
  if (rows.length === 0) return;
  if (!boxes.some((box) => box.checked)) {
    if (!current) {
      event.preventDefault();
      told.textContent = "Choose a story first: tick it, or go there with j";
      return;
    }
    current.querySelector("input[name=story]").checked = true;
  }
  current ??= rows.find((row) => row.querySelector("input").checked);
  form.elements.back.value = back + after(event.submitter?.value);
});

// Enter in a field does what stands beside it.
for (const field of form?.querySelectorAll("[data-enter]") ?? []) {
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") field.blur();
    if (event.key !== "Enter") return;
    event.preventDefault();
    form.querySelector(`button[value="${field.dataset.enter}"]`).click();
  });
}

document.addEventListener("desk-choose", (event) => {
  const box = event.target.closest("tr")?.querySelector("input[name=story]");
  if (!box) return;
  box.checked = !box.checked;
  tell();
});

window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const box of boxes) box.checked = false;
  tell();
});
tell();

// A row that the address names takes the focus; one that has left the list gives it to the next.
const named = /^#r(\d+)$/.exec(location.hash);
if (named) {
  const row = rows.find((one) => Number(one.dataset.key) <= Number(named[1])) ?? rows.at(-1);
  row?.querySelector("a.row").focus({ preventScroll: true });
  row?.scrollIntoView({ block: "center" });
}
if (location.hash === "#first") rows[0]?.querySelector("a.row").focus();
if (location.hash === "#last") rows.at(-1)?.querySelector("a.row").focus();

// What was done stands on the page, and need not stand in an address that is kept.
const address = new URL(location.href);
const once = ["did", "left", "kept", "at"];
if (once.some((name) => address.searchParams.has(name))) {
  for (const name of once) address.searchParams.delete(name);
  history.replaceState(history.state, "", address);
}

// The way back through the browser leads to the row, too.
for (const row of rows) {
  row.querySelector("a.row").addEventListener("click", () => {
    history.replaceState(history.state, "", `#r${row.dataset.key}`);
  });
}
