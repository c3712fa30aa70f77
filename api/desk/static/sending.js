// Forms that are sent: says that it takes a moment, and does not let a pasted text get lost where there is no connection.

const SOON = 300; // milliseconds after which it is worth a word that something is sent

async function reached() {
  try {
    await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(10000) });
    return true;
  } catch {
    return false;
  }
}

// The form to check with: what is too large is said before it is sent, files may be dropped anywhere, and there is room
// for one more text.
const check = document.querySelector("form.check");
if (check) {
  const chosen = check.querySelector("input[type=file]");
  check.addEventListener("submit", (event) => {
    const most = Number(check.dataset.most);
    const files = [...chosen.files];
    const texts = [...check.querySelectorAll("textarea")].map((one) => new Blob([one.value]).size);
    const sizes = [...files.map((one) => one.size), ...texts];
    if (sizes.reduce((sum, size) => sum + size, 0) < most) return;
    event.preventDefault();
    const large = files.find((one) => one.size >= most);
    const told = check.querySelector(".sending");
    const named = (size) => `${(size / 1e6).toFixed(1)} MB`;
    told.textContent = large
      ? `${large.name} has ${named(large.size)}, and at most ${named(most)} can be checked. Nothing was sent.`
      : `That is more than the ${named(most)} that can be checked at once. Nothing was sent: send a part of it.`;
    told.classList.add("failed");
  });
  check.querySelector("[name=more]").addEventListener("click", (event) => {
    event.preventDefault();
    const boxes = [...check.querySelectorAll(".pasted")];
    const made = boxes.at(-1).cloneNode(true);
    const number = boxes.length + 1;
    const [label, field] = [made.querySelector("label"), made.querySelector("textarea")];
    label.textContent = `Text ${number}`;
    label.htmlFor = field.id = `text${number}`;
    field.value = "";
    boxes.at(-1).after(made);
    field.focus();
  });
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    check.addEventListener(name, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      check.classList.toggle("dropping", name === "dragenter" || name === "dragover");
      if (name === "drop") {
        chosen.files = event.dataTransfer.files;
        chosen.focus();
      }
    });
  }
}

for (const form of document.querySelectorAll("form[data-sending]")) {
  const told = form.querySelector(".sending");
  const tell = (text, failed = false) => {
    told.textContent = text;
    told.classList.toggle("failed", failed);
  };
  let sure = false;
  form.addEventListener("submit", async (event) => {
    if (sure || event.defaultPrevented) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    const soon = setTimeout(() => tell(form.dataset.sending), SOON);
    if (await reached()) {
      sure = true;
      form.requestSubmit(event.submitter);
      return;
    }
    clearTimeout(soon);
    form.removeAttribute("aria-busy");
    tell("The desk can not be reached. Nothing was sent, and your text is still here: try again when the connection is back.", true);
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    sure = false;
    form.removeAttribute("aria-busy");
    tell("");
  });
}
