// On every page: times in the reader's zone, and the keys. Without it times are in UTC and say so, and links do the rest.

const today = new Date().toDateString();
const clock = { hour: "2-digit", minute: "2-digit" };
for (const time of document.querySelectorAll("time[datetime]")) {
  const moment = new Date(time.dateTime);
  if (Number.isNaN(moment.getTime())) continue;
  const year = moment.getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" };
  const day = moment.toDateString() === today ? {} : { day: "numeric", month: "short", ...year };
  time.title = time.textContent;
  time.textContent = moment.toLocaleString([], { ...day, ...clock });
}

const help = document.getElementById("help");
const opener = document.getElementById("help-open");
opener.hidden = false;
opener.addEventListener("click", () => help.showModal());

// Single letters can be switched off, for those who dictate: a spoken word is a row of letters.
const letters = document.getElementById("keys-on");
try {
  letters.checked = localStorage.getItem("keys") !== "off";
} catch { /* a browser that keeps nothing has them on */ }
letters.addEventListener("change", () => {
  try {
    localStorage.setItem("keys", letters.checked ? "on" : "off");
  } catch { /* then for this page */ }
});

// Whoever logs out leaves nothing behind that was typed.
document.querySelector("form[action='/desk/logout']")?.addEventListener("submit", () => {
  try {
    sessionStorage.clear();
  } catch { /* nothing is kept there */ }
});

// Whoever has to log in first comes to the same place of the page: the way back from there inherits it.
const login = document.querySelector("form.login");
if (login) login.action += location.hash;

// Of many matches the one that is shown stands in view: the row of them moves, and the page stays at its head.
const tab = document.querySelector(".matches li:has([aria-current])");
if (tab) {
  const [own, all] = [tab.getBoundingClientRect(), tab.parentElement.getBoundingClientRect()];
  tab.parentElement.scrollLeft += Math.max(own.right - all.right, 0) || Math.min(own.left - all.left, 0);
}

const steps = [...document.querySelectorAll("[data-step]")];
function step(by) {
  const at = steps.indexOf(document.activeElement.closest("tr")?.querySelector("[data-step]") ?? document.activeElement);
  // Over the end of a page of a list the next one goes on.
  const over = at + by >= steps.length ? "a[rel=next]" : at >= 0 && at + by < 0 ? "a[rel=prev]" : "";
  const page = over && steps[0].matches(".list a") && document.querySelector(`.pages ${over}`);
  if (page) {
    location.assign(`${page.href}#${by > 0 ? "first" : "last"}`);
    return;
  }
  const next = steps[Math.max(0, Math.min(steps.length - 1, at < 0 ? 0 : at + by))];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function pressed(key) {
  const at = document.activeElement;
  const inList = steps.length > 0 && steps[0].matches("a");
  if (key === "ArrowDown" || key === "ArrowUp") return inList && (step(key === "ArrowDown" ? 1 : -1), true);
  if (key === "Enter") {
    if (inList && (at === document.body || at.id === "main")) return (steps[0].click(), true);
    const partner = at.matches(".paragraph") && at.querySelector(".partner a");
    if (!partner) return false;
    partner.click();
    document.getElementById(partner.hash.slice(1)).focus();
    return true;
  }
  if (!letters.checked) return false;
  if (key === "j" || key === "k") return steps.length > 0 && (step(key === "j" ? 1 : -1), true);
  if (key === "x" && at.closest("tr[data-key]")) return (at.dispatchEvent(new CustomEvent("desk-choose", { bubbles: true })), true);
  const named = [...document.querySelectorAll("[aria-keyshortcuts]")].find(
    (one) => one.getAttribute("aria-keyshortcuts") === key && !one.disabled && one.checkVisibility(),
  );
  if (!named) return false;
  if (named.matches("input")) named.select();
  else if (named.matches("select")) named.focus();
  else named.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  const typing = document.activeElement.matches("input:not([type=checkbox]), textarea, select");
  // On most keyboards of Europe brackets are typed with AltGr, which Windows tells as Ctrl and Alt, and a Mac as Alt.
  const composed = event.getModifierState("AltGraph") || (event.altKey && /^[[\]]$/.test(event.key));
  const held = (event.ctrlKey || event.metaKey || event.altKey) && !composed;
  if (typing || help.open || held) return;
  if (pressed(event.key)) event.preventDefault();
});

// A link to a paragraph takes the focus along, so that the keys go on from there.
window.addEventListener("hashchange", () => {
  if (/^#r\d+$/.test(location.hash)) return; // rows are the list's own matter
  document.getElementById(decodeURIComponent(location.hash.slice(1)))?.focus({ preventScroll: true });
});

// A search is gone back to at the same result, by its link or by the browser's own way.
const result = /^#r\d+$/.test(location.hash) && document.querySelector(`.results ${location.hash}`);
if (result) result.focus();
for (const row of document.querySelectorAll(".results a.row")) {
  row.addEventListener("click", () => history.replaceState(history.state, "", `#${row.id}`));
}

// Filters that are not set need not stand in the address.
document.querySelector("form[data-short]")?.addEventListener("submit", (event) => {
  for (const field of event.target.elements) field.disabled = field.name !== "" && field.value === "";
});
window.addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("form[data-short] :disabled")) field.disabled = false;
});
