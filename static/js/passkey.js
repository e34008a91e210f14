// Asks the browser for a passkey, and sends its answer with the form.

const DIDNT = "No passkey was used. Try once more, or choose another way.";
const CANT = "This browser cannot use passkeys here. Choose another way.";

/** What the browser says of a passkey, as text, or nothing when it gave none. */
async function answer(kind, options) {
  if (kind === "create") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

export default function start(part) {
  part.querySelector("[data-without]")?.remove(); // it is said until this runs
  const form = part.querySelector("form");
  const said = part.querySelector("[role=status]");
  const { kind } = part.dataset;
  const options = JSON.parse(part.dataset.options);
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
    said.textContent = CANT;
    return;
  }

  let isAsking = false;
  const ask = async () => {
    if (isAsking) return;
    isAsking = true;
    said.textContent = "";
    try {
      const credential = await answer(kind, options);
      form.elements.credential.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch (trouble) {
      said.textContent = trouble.name === "InvalidStateError" ? "This device has a passkey for you already." : DIDNT;
      isAsking = false;
    }
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  ask();
}
