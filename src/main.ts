import 'reflect-metadata';
import { parseCommandLine, USAGE } from './cli/command-line.js';

const command = parseCommandLine(process.argv.slice(2));
switch (command.kind) {
  case 'serve': {
    const { serve } = await import('./cli/serve.js');
    process.exitCode = await serve(command.options);
    break;
  }
  case 'check': {
    const { check } = await import('./cli/check.js');
    process.exitCode = check(command.options);
    break;
  }
  case 'presign': {
    const { presign } = await import('./cli/presign.js');
    process.exitCode = presign(command.options);
    break;
  }
  case 'credentials': {
    const { credentials } = await import('./cli/credentials.js');
    process.exitCode = await credentials(command.options);
    break;
  }
  case 'version': {
    const { VERSION } = await import('./modules/status/index.js');
    process.stdout.write(`mizuchi-uploadr ${VERSION}\n`);
    break;
  }
  case 'help':
    process.stdout.write(USAGE);
    break;
  case 'fault':
    process.stderr.write(`mizuchi-uploadr: ${command.message}\n\n${USAGE}`);
    process.exitCode = 2;
}
