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

// A file that is dropped anywhere on the form is chosen.
const check = document.querySelector("form.check");
if (check) {
  const chosen = check.querySelector("input[type=file]");
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
