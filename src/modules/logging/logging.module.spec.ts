import { describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { Logger } from 'nestjs-pino';
import { pino } from 'pino';
import { errorFields } from './error-fields.js';
import { LoggingModule } from './logging.module.js';

describe('LoggingModule', () => {
  it('logs of an error only its allowed fields', async () => {
    const lines: string[] = [];
    const root = pino({ serializers: { err: errorFields } }, { write: (line) => void lines.push(line) });
    const module = await Test.createTestingModule({ imports: [LoggingModule.forRoot(root)] }).compile();
    const request = { headers: { authorization: 'a-signature' } };
    const err = Object.assign(new Error('refused', { cause: Object.assign(new Error('reset'), { request }) }), {
      request,
    });
    module.get(Logger).error({ err }, 'failed', 'Context');
    expect(lines.join()).not.toContain('a-signature');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      msg: 'failed',
      err: { type: 'Error', message: 'refused', cause: { type: 'Error', message: 'reset' } },
    });
    await module.close();
  });
});
