(() => {
  "use strict";
  const button = document.getElementById("theme");
  const root = document.documentElement;
  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  const remembered = {
    get() { try { return localStorage.getItem("openvbc-theme"); } catch { return null; } },
    set(value) { try { localStorage.setItem("openvbc-theme", value); } catch { /* a file may have no storage */ } },
  };
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : systemDark.matches);
  const name = () => { button.textContent = isDark() ? "Light theme" : "Dark theme"; };
  const before = remembered.get();
  if (before === "dark" || before === "light") root.dataset.theme = before;
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    remembered.set(root.dataset.theme);
    name();
  });
  systemDark.addEventListener("change", name);
  name();
  button.hidden = false;
})();
