/* Furo says on the body whether a page is dark, and "auto" for what the system says. Our styles and scripts look at the
   root, as those of the PyData theme do. */
{
  const system = matchMedia("(prefers-color-scheme: dark)");
  const tell = () => {
    const said = document.body.dataset.theme;
    if (!said) return;
    const dark = said === "dark" || (said === "auto" && system.matches);
    document.documentElement.dataset.theme = dark ? "dark" : "light";
  };
  tell();
  system.addEventListener("change", tell);
  new MutationObserver(tell).observe(document.body, { attributeFilter: ["data-theme"] });
}
