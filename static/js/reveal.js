// A new password can be looked at while it is written: it is long, and is written only once.

export default function start(field) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--bare button--small";
  button.textContent = "Show what I write";
  button.setAttribute("aria-controls", field.id);

  function show(isShown) {
    field.type = isShown ? "text" : "password";
    button.setAttribute("aria-pressed", String(isShown));
  }

  show(false);
  button.addEventListener("click", () => show(field.type === "password"));
  field.form.addEventListener("submit", () => show(false)); // so that no browser keeps it as text
  field.spellcheck = false;
  field.autocapitalize = "none";
  field.after(button);
}
