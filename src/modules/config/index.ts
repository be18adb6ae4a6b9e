export { formatFault } from './config-fault.js';
export type { ConfigFault } from './config-fault.js';
export { configWarnings } from './config-warnings.js';
export { parseCredentials } from './credentials-file.js';
export type { CredentialsResult } from './credentials-file.js';
export { describeConfigKeys } from './describe-config-keys.js';
export type { ConfigKeyDescription } from './describe-config-keys.js';
export { embeddedDefaultConfig } from './embedded-default.js';
export type {
  AuthConfig,
  AuthzConfig,
  BucketConfig,
  CorsConfig,
  CredentialsFileConfig,
  FilesystemConfig,
  GatewayConfig,
  IntegrityMode,
  LoggingConfig,
  OpaConfig,
  OpaServerConfig,
  OpaWasmConfig,
  OpenFgaConfig,
  S3Config,
  S3PoolConfig,
  ServerConfig,
  ServerTimeouts,
  Sigv4Config,
  Sigv4Credential,
  UploadRules,
  WebIdentityConfig,
} from './gateway-config.js';
export type { JwksConfig, JwtConfig, JwtKeyConfig, TokenSource } from './jwt-config.js';
export { GatewayConfigModule } from './gateway-config.module.js';
export { GATEWAY_CONFIG } from './gateway-config.token.js';
export { loadConfig } from './load-config.js';
export { parseConfig } from './parse-config.js';
export type { ConfigResult, Environment, ParseOptions } from './parse-config.js';
export { resolveConfigPath } from './resolve-config-path.js';
export type { ConfigPathSources } from './resolve-config-path.js';
export { readTextFileLater } from './source/read-text-file.js';
export { formatListenAddress, isLoopbackAddress } from './values/listen-address.js';
export type { ClaimCondition, ClaimRule, ClaimScalar } from './values/claim-rule.js';
export type { ListenAddress } from './values/listen-address.js';
