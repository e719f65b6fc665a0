// Light or dark: the choice is a cookie, so that the server renders the page in it and nothing flashes.
const root = document.documentElement;

function choose(theme) {
  root.dataset.bsTheme = theme;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `qudao_theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  root.dispatchEvent(new CustomEvent("qd:theme", { bubbles: true }));
}

export function setUpTheme() {
  if (!/(^|; )qudao_theme=/.test(document.cookie) && matchMedia("(prefers-color-scheme: dark)").matches) choose("dark");
  document.querySelectorAll("[data-theme-switch]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme-switch]")) choose(root.dataset.bsTheme === "dark" ? "light" : "dark");
  });
}
