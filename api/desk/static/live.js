// What came in since is told at the top, and does not move what is being read. The connection says when it is lost.

const live = document.getElementById("live");
const news = document.getElementById("news");
const link = news.firstElementChild;
const title = document.title;
let events;

function state(on) {
  const now = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  if (!on && live.className === "live off") return; // since when is what matters
  live.className = on ? "live on" : "live off";
  live.textContent = on ? "Live" : `Offline since ${now}. Nothing new is shown until the connection is back, which this page notices by itself; if others are cut off too, ask whether the service runs`;
}

function open() {
  events = new EventSource(live.dataset.events);
  events.addEventListener("open", () => state(true));
  events.addEventListener("new", (event) => {
    const count = Number(event.data);
    news.hidden = count === 0;
    link.textContent = `${count < 100 ? count : "More than 99"} new ${count === 1 ? "story" : "stories"} – show`;
    document.title = count ? `(${count}) ${title}` : title;
  });
  events.addEventListener("error", () => {
    state(false);
    // The browser tries again by itself unless it was answered with an error.
    if (events.readyState === EventSource.CLOSED) setTimeout(open, 5000);
  });
}

const first = new URL(location.href);
first.searchParams.delete("before");
link.href = first.pathname + first.search;
live.hidden = false;
live.textContent = "Connecting …";
open();
window.addEventListener("offline", () => state(false));
window.addEventListener("online", () => {
  events.close(); // and asks at once, instead of when its time comes
  open();
});
window.addEventListener("pagehide", () => events.close());
window.addEventListener("pageshow", (event) => event.persisted && open());

// After that, what was not there before is marked.
const list = document.querySelector(".list");
try {
  const seen = Number(sessionStorage.getItem("seen")) || Infinity;
  for (const row of document.querySelectorAll("tr[data-key]")) row.classList.toggle("fresh", Number(row.dataset.key) > seen);
  if (list) sessionStorage.setItem("seen", list.dataset.newest);
} catch { /* a browser that keeps nothing marks nothing */ }
