/** A person with a browser, for tests that need none: opens a page of the sign-in service, and answers its form. */

export type AnswerOfPerson = 'allow' | 'deny';

/**
 * Opens the link and answers what it asks, once. Where that leads to another address, it is opened, too, as a browser
 * would. Resolves with what is shown in the end; rejects where there is no question.
 */
export async function visit(
  link: string,
  answer: AnswerOfPerson = 'allow',
): Promise<{ readonly status: number; readonly url: string; readonly text: string }> {
  const asked = await fetch(link);
  const page = await asked.text();
  const action = /<form method="post" action="([^"]+)"/.exec(page)?.[1];
  if (action === undefined) throw new Error(`Nothing is asked there (${asked.status}):\n${page}`);
  const hidden = page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g);
  const form = new URLSearchParams([...hidden].map(([, name = '', value = '']) => [name, plain(value)]));
  form.set('person', plain(/<option>([^<]+)/.exec(page)?.[1] ?? ''));
  form.set('answer', answer);
  const shown = await fetch(new URL(action, link), { method: 'POST', body: form });
  return { status: shown.status, url: shown.url, text: await shown.text() };
}

const plain = (html: string): string =>
  html.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
