import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import { embeddedDefaultConfig } from './embedded-default.js';
import { GatewayConfigModule } from './gateway-config.module.js';
import { GATEWAY_CONFIG } from './gateway-config.token.js';

@Module({ providers: [{ provide: 'seen', inject: [GATEWAY_CONFIG], useFactory: (config: unknown) => config }] })
class FeatureModule {}

describe('GatewayConfigModule', () => {
  it('injects the very object everywhere and leaves the environment alone', async () => {
    const config = embeddedDefaultConfig();
    const before = { ...process.env };
    const app = await Test.createTestingModule({
      imports: [GatewayConfigModule.forRoot(config), FeatureModule],
    }).compile();
    expect(app.get(GATEWAY_CONFIG)).toBe(config);
    expect(app.get('seen', { strict: false })).toBe(config);
    expect({ ...process.env }).toEqual(before);
    await app.close();
  });
});
