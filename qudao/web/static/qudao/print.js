// Buttons that print the page; without script they stay away and the browser's own menu prints.
export function setUpPrinting() {
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });
}
