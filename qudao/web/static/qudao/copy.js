// A command beside its button: one click puts it on the clipboard. The button stays away without script or clipboard.
import { say } from "./toast.js";

export function setUpCopying() {
  if (!navigator.clipboard) return;
  document.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.parentElement.querySelector("pre").textContent);
    say(button.dataset.copy);
  });
}
