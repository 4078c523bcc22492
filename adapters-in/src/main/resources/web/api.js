// The API, as the pages call it.

/** The token that shows that a request comes from a page of ours; empty where nobody is signed in. */
export const csrfToken = document.querySelector('meta[name="csrf-token"]')?.getAttribute('content') ?? '';

/** A request that the service refused, or that did not reach it. */
export class Problem extends Error {
  /**
   * @param {number} status the HTTP status; 0 if there was no answer
   * @param {Record<string, any>} document the problem document (RFC 9457)
   */
  constructor(status, document) {
    super(document.detail ?? document.title ?? `the service answered ${status}`);
    this.status = status;
    this.document = document;
  }
}

/**
 * Headers that every request of ours has.
 * @param {Record<string, string>} [more]
 * @returns {Record<string, string>}
 */
export function headers(more = {}) {
  return csrfToken ? { 'X-CSRF-Token': csrfToken, ...more } : { ...more };
}

/**
 * Calls the API.
 * @param {string} method
 * @param {string} url
 * @param {{json?: any, body?: BodyInit, headers?: Record<string, string>}} [options]
 * @returns {Promise<{status: number, body: any, location: string | null}>} the body as JSON; null if there is none
 * @throws {Problem}
 */
export async function call(method, url, options = {}) {
  const sent = headers(options.headers);
  let body = options.body;
  if (options.json !== undefined) {
    sent['Content-Type'] = 'application/json';
    body = JSON.stringify(options.json);
  }
  let answer;
  try {
    answer = await fetch(url, { method, headers: sent, body, credentials: 'same-origin' });
  } catch (e) {
    throw new Problem(0, { detail: 'the service cannot be reached' });
  }
  if (answer.status === 401) {
    location.assign('/login?to=' + encodeURIComponent(location.pathname + location.search));
  }
  const text = await answer.text();
  const json = text && /json/.test(answer.headers.get('Content-Type') ?? '') ? JSON.parse(text) : null;
  if (!answer.ok) {
    throw new Problem(answer.status, json ?? {});
  }
  return { status: answer.status, body: json, location: answer.headers.get('Location') };
}

/**
 * Waits until something that was begun is over.
 * @param {string} address of what is under way, as `Location` gives it
 * @returns {Promise<any>} what it has become
 */
export async function settled(address) {
  for (let pause = 250; ; pause = Math.min(2000, pause * 1.5)) {
    const { body } = await call('GET', address);
    if (!['queued', 'running'].includes(body.status)) {
      return body;
    }
    await new Promise((done) => setTimeout(done, pause));
  }
}
