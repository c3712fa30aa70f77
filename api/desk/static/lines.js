// Draws lines from every [data-to] to what it names: a band from paragraph to counterpart, an arrow from a story to what
// was made from it. The links in the text say the same without it.

const SVG = "http://www.w3.org/2000/svg";
const KINDS = /\b(verbatim|edited|paraphrased|quoted|identical|near_copy|partial_copy|rewrite|update)\b/;

function make(name, attributes, parent) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent.append(made);
  return made;
}

function band(group, from, to) {
  const [x1, x2] = [from.right + 6, to.left - 6];
  const [a, b] = [x1 + (x2 - x1) * 0.45, x1 + (x2 - x1) * 0.55];
  const [y1, y2] = [(from.top + from.bottom) / 2, (to.top + to.bottom) / 2];
  make("path", {
    class: "band",
    d: `M${x1} ${from.top}C${a} ${from.top} ${b} ${to.top} ${x2} ${to.top}V${to.bottom}C${b} ${to.bottom} ${a} ${from.bottom} ${x1} ${from.bottom}Z`,
  }, group);
  make("path", { class: "line", d: `M${x1} ${y1}C${a} ${y1} ${b} ${y2} ${x2} ${y2}` }, group);
}

// Every row has one story, so the way leads along the row of the one and down the lane of the other, and meets no third.
function arrow(group, from, to, number, sure) {
  const right = to.left > from.left;
  const same = Math.abs(from.left - to.left) < 4;
  const aside = 18 + (number % 8) * 7;
  const x2 = right || same ? to.left + aside : to.right - aside;
  const up = from.top > to.top; // a story whose time nobody said stands where it came in
  const y1 = Math.min(from.top + aside, from.bottom - 4);
  const y2 = up ? to.bottom + 9 : to.top - 9;
  const turn = right ? -9 : 9;
  const way = same
    ? `M${x2} ${up ? from.top : from.bottom}V${y2}`
    : `M${right ? from.right : from.left} ${y1}H${x2 + turn}Q${x2} ${y1} ${x2} ${y1 + (up ? -9 : 9)}V${y2}`;
  make("path", { class: "line", d: way }, group);
  const turned = up ? "rotate(180)" : "";
  if (sure) make("polygon", { class: "head", points: "-5 0 5 0 0 9", transform: `translate(${x2} ${y2}) ${turned}` }, group);
}

function connect(container) {
  const lanes = container.dataset.lines === "lanes";
  const layer = make("svg", { class: `lines ${container.dataset.lines}-lines`, "aria-hidden": "true" }, lanes ? container.parentElement : container);
  const pairs = [];
  for (const one of container.querySelectorAll("[data-to]")) {
    for (const id of one.dataset.to.split(" ")) {
      const other = document.getElementById(id);
      if (other) pairs.push({ one, other, group: make("g", { class: KINDS.exec(one.className)?.[0] ?? "" }, layer) });
    }
  }
  function draw() {
    const base = layer.getBoundingClientRect();
    const within = (element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return { left: left - base.left, right: right - base.left, top: top - base.top, bottom: bottom - base.top };
    };
    const measured = pairs.map(({ one, other, group }) => [group, within(one), within(other)]);
    for (const [number, [group, one, other]] of measured.entries()) {
      group.replaceChildren();
      if (lanes) arrow(group, other, one, number, !("unsure" in pairs[number].one.dataset));
      else band(group, one, other);
    }
  }
  let shown = null;
  function show(target) {
    const at = target?.closest?.("[id]") ?? null;
    if (at === shown) return;
    shown = at;
    let some = false;
    for (const { one, other, group } of pairs) {
      const on = at !== null && (one === at || other === at);
      some ||= on;
      group.classList.toggle("on", on);
      if (on && !lanes) for (const end of [one, other]) end.classList.add("on");
      else for (const end of [one, other]) if (end !== at) end.classList.remove("on");
    }
    container.classList.toggle("focus", some);
    layer.parentElement.classList.toggle("focus", some);
  }
  for (const name of ["pointerover", "focusin"]) container.addEventListener(name, (event) => show(event.target));
  container.addEventListener("pointerleave", () => show(container.contains(document.activeElement) ? document.activeElement : null));
  new ResizeObserver(() => requestAnimationFrame(draw)).observe(container);
}

for (const container of document.querySelectorAll("[data-lines]")) connect(container);
