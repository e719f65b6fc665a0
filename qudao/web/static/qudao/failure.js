// A request that failed leaves a sentence on the page until it is settled. Errors are never toasts.
function show(kind) {
  const place = document.querySelector("#alerts");
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
  document.addEventListener("htmx:responseError", (event) => show(event.detail.xhr.status >= 500 ? "server" : "refused"));
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) document.querySelectorAll("[data-failure]").forEach((alert) => alert.remove());
  });
  addEventListener("offline", () => show("offline"));
  addEventListener("online", () => document.querySelector('[data-failure="offline"]')?.remove());
}
