// A request that failed leaves a sentence on the page until it is settled. Errors are never toasts.
function show(kind) {
  const place = document.querySelector("#refusal");
  const model = document.querySelector(`#failure-${kind}`);
  if (!place || !model || place.querySelector(`[data-failure="${kind}"]`)) return;
  const alert = model.content.firstElementChild.cloneNode(true);
  alert.dataset.failure = kind;
  alert.setAttribute("role", "alert");
  place.append(alert);
  alert.scrollIntoView({ block: "nearest" });
}

export function setUpFailures() {
  document.addEventListener("htmx:sendError", () => show("offline"));
  document.addEventListener("htmx:responseError", () => show("server"));
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.xhr.status > 0 && event.detail.xhr.status < 400) document.querySelector("#refusal")?.replaceChildren();
  });
  addEventListener("offline", () => show("offline"));
  addEventListener("online", () => document.querySelector('[data-failure="offline"]')?.remove());
}
