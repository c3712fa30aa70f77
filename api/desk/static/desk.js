"use strict";
// Times in the reader's zone; without this script they are in UTC and say so.
for (const time of document.querySelectorAll("time[datetime]")) {
  const moment = new Date(time.dateTime);
  if (!Number.isNaN(moment.getTime())) {
    time.title = time.textContent;
    time.textContent = moment.toLocaleString([], { dateStyle: "short", timeStyle: "short" });
  }
}

const help = document.getElementById("help");
const opener = document.getElementById("help-open");
opener.hidden = false;
opener.addEventListener("click", () => help.showModal());

const rows = [...document.querySelectorAll("a.row")];
function step(by) {
  const at = rows.indexOf(document.activeElement);
  const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))];
  if (next) {
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
}
document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
  if (typing || help.open || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "?") help.showModal();
  else if (rows.length && (event.key === "j" || event.key === "ArrowDown")) step(1);
  else if (rows.length && (event.key === "k" || event.key === "ArrowUp")) step(-1);
  else if (rows.length && event.key === "Enter" && document.activeElement === document.body) rows[0].click();
  else return;
  event.preventDefault();
});

// What came in since is told, not pushed into what is being read.
const news = document.getElementById("news");
if (news) {
  const events = new EventSource(`/desk/events?after=${news.dataset.newest}`);
  const tell = (text, linked) => {
    news.replaceChildren();
    const shown = document.createElement(linked ? "a" : "span");
    shown.textContent = text;
    if (linked) shown.href = window.location.pathname;
    news.append(shown);
  };
  events.addEventListener("new", (event) => tell(`${event.data} new – show`, true));
  events.addEventListener("error", () => tell("The connection is lost; it is tried again.", false));
  events.addEventListener("open", () => { if (news.querySelector("span")) news.replaceChildren(); });
  window.addEventListener("pagehide", () => events.close());
}
