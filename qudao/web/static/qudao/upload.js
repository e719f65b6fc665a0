// File fields: the chosen files by name and size, a size limit before sending, and progress while sending.
const kilo = (bytes) => (bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

function line(file) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  const size = document.createElement("span");
  name.className = "t";
  name.textContent = file.name;
  size.className = "faint num";
  size.textContent = kilo(file.size);
  item.append(name, size);
  return item;
}

function list(field) {
  const input = field.querySelector("input[type=file]");
  const tooBig = [...input.files].some((file) => file.size > Number(field.dataset.limit));
  input.setCustomValidity(tooBig ? field.dataset.tooBig : "");
  if (tooBig) input.reportValidity();
  field.querySelector("[data-chosen]").replaceChildren(...[...input.files].map(line));
}

function progressOf(form) {
  const place = form.querySelector("[data-chosen]");
  if (!place) return null;
  let bar = form.querySelector("progress[data-sending]");
  if (!bar) {
    bar = document.createElement("progress");
    bar.className = "thin";
    bar.dataset.sending = "";
    bar.max = 100;
    bar.setAttribute("aria-label", form.querySelector("[data-upload] label")?.textContent ?? "");
    place.after(bar);
  }
  return bar;
}

// A plain post of a form with files goes by XMLHttpRequest, only to know how far it is; the answer replaces the page.
function send(form, button) {
  const request = new XMLHttpRequest();
  const data = new FormData(form, button);
  const bar = progressOf(form);
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = (event.loaded / event.total) * 100; });
  request.addEventListener("load", () => {
    if (request.status < 400 && request.responseURL !== form.action) { location.assign(request.responseURL); return; }
    document.open(); document.write(request.responseText); document.close();
  });
  request.addEventListener("error", () => { bar.remove(); document.dispatchEvent(new CustomEvent("htmx:sendError")); });
  request.send(data);
}

export function setUpUploads() {
  document.addEventListener("change", (event) => {
    const field = event.target.type === "file" && event.target.closest("[data-upload]");
    if (field) list(field);
  });
  document.addEventListener("htmx:xhr:progress", (event) => {
    const form = event.target.closest?.("form");
    const bar = form && event.detail.lengthComputable && progressOf(form);
    if (bar) bar.value = (event.detail.loaded / event.detail.total) * 100;
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const chosen = [...form.querySelectorAll("[data-upload] input[type=file]")].some((input) => input.files.length);
    if (!chosen || event.defaultPrevented || form.method !== "post" || [...form.attributes].some((attribute) => attribute.name.startsWith("hx-"))) return;
    event.preventDefault();
    send(form, event.submitter);
  });
}
