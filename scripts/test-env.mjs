// `eval "$(npm run --silent test:env)"`: the servers and clients of the tests, for running Jest by hand.
import { fail } from './setup/say.mjs';
import { ensureTestClients } from './test-clients.mjs';
import { ensureTestServers } from './test-servers.mjs';

try {
  const variables = { ...(await ensureTestServers()), ...(await ensureTestClients()) };
  for (const [name, value] of Object.entries(variables)) {
    process.stdout.write(`export ${name}='${value.replaceAll("'", "'\\''")}'\n`);
  }
} catch (error) {
  fail(error);
}
