// What is typed is kept in this tab until the desk has it: a connection may drop in the middle of sending.

let kept;
try {
  kept = sessionStorage;
} catch { /* a browser that keeps nothing keeps nothing here either */ }

const names = (prefix) => Object.keys(kept ?? {}).filter((name) => name.startsWith(prefix));

// A note that the page says was taken is not needed any more; nor is a text that was checked, but on the way back.
const noted = document.querySelector("[data-noted]")?.dataset.noted;
for (const name of names("typed:note")) if (noted && kept.getItem(name).trim() === noted) kept.removeItem(name);
if (document.querySelector("[data-checked]")) {
  for (const name of names("typed:check")) {
    kept.setItem(name.replace("typed:", "sent:"), kept.getItem(name));
    kept.removeItem(name);
  }
}

const [way] = performance.getEntriesByType("navigation");
for (const form of document.querySelectorAll("form[data-draft]")) {
  const fields = () => [...form.querySelectorAll("[data-keep]")];
  const name = (field) => `${form.dataset.draft}:${field.name}:${fields().filter((one) => one.name === field.name).indexOf(field)}`;
  const told = form.querySelector(".sending");
  function restore() {
    let found = false;
    for (const field of kept ? fields() : []) {
      const back = way?.type === "back_forward" ? kept.getItem(`sent:${name(field)}`) : null;
      const typed = kept.getItem(`typed:${name(field)}`);
      if (field.value !== field.defaultValue || !(typed ?? back)) continue;
      if (field.value && field.tagName === "TEXTAREA") continue; // given back by the page
      field.value = typed ?? back;
      found ||= Boolean(typed);
    }
    if (told) told.textContent = found ? "What you typed is still here. It was not sent." : "";
  }
  function keep(field) {
    if (form.dataset.draft === "note-list") return; // for no story yet
    try {
      if (field.value) kept?.setItem(`typed:${name(field)}`, field.value);
      else kept?.removeItem(`typed:${name(field)}`);
    } catch { /* more than a tab may keep */ }
  }
  const boxes = names(`typed:${form.dataset.draft}:text:`).length;
  while (fields().filter((one) => one.name === "text").length < boxes) form.querySelector("[name=more]").click();
  restore();
  form.addEventListener("input", (event) => event.target.matches("[data-keep]") && keep(event.target));
  form.addEventListener("desk-subject", (event) => {
    for (const field of fields()) {
      if (event.detail.moved) field.value = field.defaultValue;
      else if (field.value) keep(field);
    }
    if (event.detail.moved || fields().every((field) => !field.value)) restore();
  });
}
