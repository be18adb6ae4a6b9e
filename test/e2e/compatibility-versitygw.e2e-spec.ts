import { COMMAND_CLIENTS } from '../support/compatibility/command-clients.js';
import { describeClients } from '../support/compatibility/describe-client.js';
import { LIBRARY_CLIENTS } from '../support/compatibility/library-clients.js';

describeClients('versitygw', [...LIBRARY_CLIENTS, ...COMMAND_CLIENTS]);
