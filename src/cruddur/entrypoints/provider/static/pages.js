// The theme chosen in the product, before the first paint; and what makes typing a password easier.
// The pages work without any of it.
try {
  const theme = localStorage.getItem('cruddur:theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // No storage, no choice: the system's theme it is.
}

const EYE = 'M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5z';
const ENOUGH = 12;

document.addEventListener('DOMContentLoaded', () => {
  for (const field of document.querySelectorAll('input[type="password"]')) {
    field.after(showButton(field));
    if (field.autocomplete === 'new-password') count(field);
  }
  for (const form of document.querySelectorAll('form')) {
    form.addEventListener('submit', (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = 'yes';
    });
  }
});

// Back from the history: the form may be sent again.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form')) delete form.dataset.sent;
});

/** A button that shows the password, and hides it again before the form is sent. */
function showButton(field) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'icb';
  button.append(icon());
  const show = (isShown) => {
    field.type = isShown ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(isShown));
    button.setAttribute('aria-label', 'Show the password');
  };
  button.addEventListener('click', () => show(field.type === 'password'));
  field.form.addEventListener('submit', () => show(false));
  show(false);
  return button;
}

function icon() {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('class', 'ic');
  svg.setAttribute('aria-hidden', 'true');
  const lid = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  lid.setAttribute('d', EYE);
  const pupil = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
  for (const [name, value] of [['cx', 10], ['cy', 10], ['r', 2.25]]) pupil.setAttribute(name, String(value));
  svg.append(lid, pupil);
  return svg;
}

/** Four marks and a word on the length; the rule itself is the server's. */
function count(field) {
  const hint = document.getElementById(`${field.id}-hint`);
  if (!hint) return;
  const advice = hint.textContent;
  const meter = document.createElement('span');
  meter.className = 'meter';
  meter.setAttribute('aria-hidden', 'true');
  for (let mark = 0; mark < 4; mark += 1) meter.append(document.createElement('i'));
  hint.before(meter);
  field.addEventListener('input', () => {
    const length = [...field.value].length;
    [...meter.children].forEach((mark, place) => mark.classList.toggle('on', length > place * 8));
    const missing = ENOUGH - length;
    if (length === 0) hint.textContent = advice;
    else if (missing > 0) hint.textContent = `${missing} more ${missing === 1 ? 'character' : 'characters'}.`;
    else hint.textContent = `${length} characters. Good; a few unrelated words are better than symbols.`;
  });
}
