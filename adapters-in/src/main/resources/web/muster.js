// What every page does: buttons and forms that call the API, the values of charts, messages.
import { call, settled, Problem } from './api.js';

/**
 * Shows a message until it is closed; one that tells of no problem goes by itself.
 * @param {string} text
 * @param {boolean} [stays]
 */
export function say(text, stays = false) {
  const message = document.createElement('div');
  message.className = 'message';
  const words = document.createElement('span');
  words.textContent = text;
  const close = document.createElement('button');
  close.type = 'button';
  close.textContent = '×';
  close.setAttribute('aria-label', 'Close');
  close.addEventListener('click', () => message.remove());
  message.append(words, close);
  document.getElementById('messages')?.append(message);
  if (!stays) {
    setTimeout(() => message.remove(), 8000);
  }
  return message;
}

/**
 * Asks for a decision.
 * @param {string} question
 * @returns {Promise<boolean>}
 */
export async function confirmed(question) {
  return (await decided(question, null)) !== null;
}

/**
 * Asks for a decision, and why.
 * @param {string} question
 * @param {string | null} label of the field for the reason; null to ask for none
 * @returns {Promise<string | null>} the reason, which may be empty; null if it was decided otherwise
 */
export function decided(question, label) {
  const dialog = document.createElement('dialog');
  const words = document.createElement('p');
  words.textContent = question;
  const reason = document.createElement('input');
  reason.maxLength = 255;
  const named = document.createElement('label');
  named.className = 'stacked';
  named.append(label ?? '', reason);
  const actions = document.createElement('p');
  actions.className = 'actions';
  const no = Object.assign(document.createElement('button'), { type: 'button', textContent: 'No' });
  const yes = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Yes', className: 'primary' });
  actions.append(no, yes);
  dialog.append(words, ...(label === null ? [] : [named]), actions);
  document.body.append(dialog);
  return new Promise((decide) => {
    yes.addEventListener('click', () => dialog.close('yes'));
    no.addEventListener('click', () => dialog.close(''));
    dialog.addEventListener('close', () => {
      dialog.remove();
      decide(dialog.returnValue === 'yes' ? reason.value.trim() : null);
    });
    dialog.showModal();
  });
}

/** Shows a problem.
 * @param {unknown} e
 */
export function tell(e) {
  if (!(e instanceof Problem)) {
    throw e;
  }
  say(e.message, true);
}

/** Fetches the page again and puts its content in place of what is shown. */
export async function refresh() {
  const answer = await fetch(location.href, { credentials: 'same-origin', headers: { Accept: 'text/html' } });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = page.getElementById('content');
  const shown = document.getElementById('content');
  if (answer.ok && fresh && shown) {
    shown.replaceChildren(...fresh.childNodes);
    /** @type {any} */ (window).htmx?.process(shown);
  }
}

document.addEventListener('click', async (event) => {
  const button = event.target instanceof Element ? event.target.closest('button[data-url]') : null;
  if (!(button instanceof HTMLButtonElement)) {
    return;
  }
  const { method = 'POST', url = '', confirm, wait, done } = button.dataset;
  if (confirm && !(await confirmed(confirm))) {
    return;
  }
  button.disabled = true;
  const waiting = wait ? say(wait, true) : null;
  try {
    const answer = await call(method, url);
    const result = answer.status === 202 && answer.location && !url.includes('/pipelines/')
      ? await settled(answer.location) : answer.body;
    if (result?.status === 'failed') {
      say(result.problem ?? result.error?.detail ?? 'it failed', true);
    } else if (done === 'undone') {
      say(undone(result));
    } else if (done) {
      say(done);
    }
    await refresh();
  } catch (e) {
    tell(e);
  } finally {
    waiting?.remove();
    button.disabled = false;
  }
});

/**
 * What an undo did, in words. One that takes long is told by its run alone.
 * @param {any} result
 */
function undone(result) {
  return result?.removed === undefined ? 'Undone.'
    : `Undone: ${result.removed} removed, ${result.put_back} put back, ${result.left_count} left.`;
}

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.dataset.form) {
    return;
  }
  event.preventDefault();
  const [method, url] = form.dataset.form.split(' ');
  const json = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ''));
  try {
    const { body } = await call(method, url, { json });
    await refresh();
    if (form.dataset.secret) {
      secret(form.dataset.told ?? '', body[form.dataset.secret]);
    }
  } catch (e) {
    tell(e);
  }
});

/**
 * Shows what is shown once.
 * @param {string} told what it is
 * @param {string} text
 */
function secret(told, text) {
  const dialog = document.createElement('dialog');
  const words = document.createElement('p');
  words.textContent = told;
  const code = document.createElement('p');
  code.append(Object.assign(document.createElement('code'), { className: 'long', textContent: text }));
  const actions = document.createElement('p');
  actions.className = 'actions';
  const close = Object.assign(document.createElement('button'), { type: 'button', textContent: 'I have it', className: 'primary' });
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  actions.append(close);
  dialog.append(words, code, actions);
  document.body.append(dialog);
  dialog.showModal();
}

// The value of what is pointed at or focused in a chart.
const tip = document.createElement('div');
tip.id = 'tip';
tip.hidden = true;
tip.setAttribute('aria-hidden', 'true');
document.body.append(tip);

/** @param {Event} event */
function showTip(event) {
  const spot = event.target instanceof Element ? event.target.closest('[data-tip]') : null;
  tip.hidden = !spot;
  if (spot) {
    tip.textContent = spot.getAttribute('data-tip');
    const place = spot.getBoundingClientRect();
    const left = Math.min(place.left + place.width / 2, innerWidth - tip.offsetWidth / 2 - 8);
    tip.style.left = `${scrollX + Math.max(8, left - tip.offsetWidth / 2)}px`;
    tip.style.top = `${scrollY + Math.max(0, place.top - tip.offsetHeight - 6)}px`;
  }
}
document.addEventListener('pointerover', showTip);
document.addEventListener('focusin', showTip);
document.addEventListener('focusout', () => { tip.hidden = true; });
document.addEventListener('htmx:beforeSwap', () => { tip.hidden = true; });
