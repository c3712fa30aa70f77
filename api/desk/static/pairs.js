// Beside a match: from passage to passage that both texts have, and a link to what is looked at. Without it the links
// of the paragraphs lead to their counterparts, and the address of the page is the link.

const pairs = [...document.querySelectorAll("[data-pair]")];
const walk = document.querySelector("[data-walk]");
const told = walk?.querySelector("[role=status]");

const paragraphOf = (pair) => (pair.matches(".paragraph") ? pair : pair.querySelector(".paragraph"));

let last = -1; // the passage that had the focus; a click on the bar takes that away

// Where nothing was looked at yet: the last passage that begins above the upper third of the window.
function current() {
  const at = document.activeElement;
  if (last >= 0 && (at.closest("[data-pair]") || at.closest(".walk"))) return last;
  const line = window.innerHeight / 3;
  return pairs.findLastIndex((pair) => pair.getBoundingClientRect().top < line);
}

function go(by) {
  const next = Math.max(0, Math.min(pairs.length - 1, current() + by));
  paragraphOf(pairs[next]).focus({ preventScroll: true });
  pairs[next].scrollIntoView({ block: pairs[next].offsetHeight > window.innerHeight / 2 ? "start" : "center" });
}

if (walk && pairs.length > 0) {
  walk.hidden = false;
  told.textContent = `${pairs.length} ${pairs.length === 1 ? "passage" : "passages"}`;
  for (const button of walk.querySelectorAll("button")) {
    button.addEventListener("click", () => go(Number(button.dataset.by)));
  }
  document.addEventListener("focusin", (event) => {
    const at = pairs.indexOf(event.target.closest("[data-pair]"));
    if (at < 0) return;
    last = at;
    told.textContent = `passage ${at + 1} of ${pairs.length}`;
  });
}

// The address that a colleague is given names the match, and the paragraph that is looked at.
const copy = document.getElementById("copy");
if (copy) {
  const copied = document.getElementById("copied");
  copy.hidden = false;
  let place = /^#[qm]\d+$/.test(location.hash) ? location.hash : "";
  document.addEventListener("focusin", (event) => {
    const id = event.target.closest(".paragraph")?.id;
    if (id) place = `#${id}`;
  });
  copy.addEventListener("click", async () => {
    const address = copy.dataset.address + place;
    try {
      await navigator.clipboard.writeText(address);
      copied.textContent = place ? `Copied, with ¶${place.slice(2)}` : "Copied";
    } catch { // no clipboard where the desk is served without TLS, nor where the browser forbids it
      const field = document.createElement("input");
      field.readOnly = true;
      field.value = address;
      field.setAttribute("aria-label", "Link to copy");
      copied.replaceChildren(field);
      field.select();
    }
  });
}

// A place within what is folded is opened.
function unfold() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = target && target.closest("details");
  if (!folded || folded.open) return;
  folded.open = true;
  target.scrollIntoView();
}
window.addEventListener("hashchange", unfold);
unfold();
