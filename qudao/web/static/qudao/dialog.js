// A link to a dialog opens it as a modal; without script the address (#id) shows it.
export function open(dialog) {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.querySelector(".dlg-body :is(select, textarea, input:not([type=hidden]))")?.focus();
}

export function setUpDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      event.preventDefault();
      open(document.querySelector(opener.getAttribute("href") || `#${opener.dataset.dialog}`));
      return;
    }
    const dialog = event.target.closest("dialog");
    if (dialog && (event.target === dialog || event.target.closest("[data-close]"))) {
      event.preventDefault();
      dialog.close();
    }
  });
}
