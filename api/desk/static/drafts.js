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
  const boxes = names(`typed:${form.dataset.draft}:text:`).length;
  while (fields().filter((one) => one.name === "text").length < boxes) form.querySelector("[name=more]").click();
  let found = false;
  for (const field of kept ? fields() : []) {
    const back = way?.type === "back_forward" ? kept.getItem(`sent:${name(field)}`) : null;
    const typed = kept.getItem(`typed:${name(field)}`);
    if (field.value || !(typed ?? back)) continue;
    field.value = typed ?? back;
    found ||= Boolean(typed);
  }
  const told = form.querySelector(".sending");
  if (found && told) told.textContent = "What you typed is still here. It was not sent.";
  form.addEventListener("input", (event) => {
    if (!event.target.matches("[data-keep]")) return;
    try {
      if (event.target.value) kept?.setItem(`typed:${name(event.target)}`, event.target.value);
      else kept?.removeItem(`typed:${name(event.target)}`);
    } catch { /* more than a tab may keep */ }
  });
}
