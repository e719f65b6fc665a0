// Toasts: six seconds, longer while read or focused. A fragment may send one in the header HX-Trigger: {"toast": {"text": …, "undo": url}}.
const SECONDS = 6;

function expire(toast) {
  let left;
  const go = () => { toast.classList.add("going"); setTimeout(() => toast.remove(), 250); };
  const start = () => { left = setTimeout(go, SECONDS * 1000); };
  const stop = () => clearTimeout(left);
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusout", start);
  const button = toast.querySelector("button");
  if (button && !button.form) button.addEventListener("click", () => toast.remove()); // a form is still to be sent
  start();
}

export function say(text, undo) {
  const toast = document.querySelector("#toast-model").content.firstElementChild.cloneNode(true);
  toast.querySelector("span").textContent = text;
  const button = toast.querySelector("button");
  if (undo) button.setAttribute("hx-post", undo); else button?.remove();
  document.querySelector("#toasts").append(toast);
  if (undo) globalThis.htmx?.process(toast);
}

export function setUpToasts() {
  const place = document.querySelector("#toasts");
  if (!place) return;
  place.querySelectorAll(".toast").forEach(expire);
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
    if (node.classList?.contains("toast")) expire(node);
  }))).observe(place, { childList: true });
  document.addEventListener("toast", (event) => say(event.detail.text ?? event.detail.value, event.detail.undo));
}
