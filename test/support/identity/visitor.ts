/** A person with a browser, for tests that need none: opens a page of the sign-in service, and answers its form. */

export type AnswerOfPerson = 'allow' | 'deny';

/**
 * Opens the link and answers what it asks, once. Answers the form's own answer: a page, or where the browser is to go
 * on to. Rejects where there is no question.
 */
export async function answerPage(link: string, answer: AnswerOfPerson = 'allow'): Promise<Response> {
  const asked = await fetch(link);
  const page = await asked.text();
  const action = /<form method="post" action="([^"]+)"/.exec(page)?.[1];
  if (action === undefined) throw new Error(`Nothing is asked there (${asked.status}):\n${page}`);
  const hidden = page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g);
  const form = new URLSearchParams([...hidden].map(([, name = '', value = '']) => [name, plain(value)]));
  form.set('person', plain(/<option>([^<]+)/.exec(page)?.[1] ?? ''));
  form.set('answer', answer);
  return fetch(new URL(action, link), { method: 'POST', body: form, redirect: 'manual' });
}

/** Goes on where the answer leads, as a browser would; resolves with what is shown in the end. */
export async function visit(
  link: string,
  answer: AnswerOfPerson = 'allow',
): Promise<{ readonly status: number; readonly url: string; readonly text: string }> {
  const answered = await answerPage(link, answer);
  const location = answered.headers.get('location');
  const shown = location === null ? answered : await fetch(location);
  return { status: shown.status, url: shown.url, text: await shown.text() };
}

const plain = (html: string): string =>
  html.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
