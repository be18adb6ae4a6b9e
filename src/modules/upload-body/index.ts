export { documentChecks } from './document-checks.js';
export { receiveBody, receiveDocument } from './receive-body.js';
export { refuseObjectFraming } from './refuse-object-framing.js';
