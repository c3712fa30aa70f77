// A page that is made to be printed: the button asks the browser for it. Without it the browser's own menu does.

const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => window.print());
