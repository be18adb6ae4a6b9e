import { describe, expect, it } from '@jest/globals';
import { formAnswer } from './form-answer.js';
import { FormFields } from './form-fields.js';

const STORED = {
  bucket: 'b',
  key: 'a b/ü&.txt',
  bucketUrl: 'http://h/b',
  result: { etag: '"e"', headers: new Map([['x-amz-version-id', 'v']]) },
};

function answer(values: Readonly<Record<string, string>>) {
  const fields = new FormFields();
  for (const [name, value] of Object.entries(values)) fields.add(name, Buffer.from(value));
  const { status, headers = [], xml } = formAnswer(fields, STORED);
  return { status, xml, ...Object.fromEntries(headers) };
}

const LOCATION = 'http://h/b/a%20b/%C3%BC%26.txt';
const ADDED = 'bucket=b&key=a%20b%2F%C3%BC%26.txt&etag=%22e%22';

describe('formAnswer', () => {
  it.each([
    [{}, 204],
    [{ success_action_status: '200' }, 200],
    [{ success_action_status: '204' }, 204],
    [{ success_action_status: '404' }, 204],
    [{ success_action_redirect: '/relative' }, 204],
    [{ success_action_redirect: 'javascript:alert(1)' }, 204],
    [{ success_action_redirect: 'http://' }, 204],
  ])('%j: %i', (fields, status) => {
    expect(answer(fields)).toEqual({
      status,
      xml: undefined,
      etag: '"e"',
      location: LOCATION,
      'x-amz-version-id': 'v',
    });
  });

  it('describes the object with 201', () => {
    const { status, xml } = answer({ success_action_status: '201' });
    expect(status).toBe(201);
    expect(xml).toContain(
      `<PostResponse><Location>${LOCATION}</Location><Bucket>b</Bucket><Key>a b/ü&amp;.txt</Key><ETag>&quot;e&quot;</ETag></PostResponse>`,
    );
  });

  it.each([
    [{ success_action_redirect: 'https://x.example/done' }, `https://x.example/done?${ADDED}`],
    [
      { success_action_redirect: 'http://x.example/?a=b%20c#d', success_action_status: '201' },
      `http://x.example/?a=b%20c&${ADDED}#d`,
    ],
    [{ redirect: 'http://x.example' }, `http://x.example/?${ADDED}`],
    [{ success_action_redirect: 'http://x.example/\r\nSet-Cookie: a' }, `http://x.example/Set-Cookie:%20a?${ADDED}`],
  ])('%j: 303', (fields, location) => {
    expect(answer(fields)).toMatchObject({ status: 303, location });
  });
});
