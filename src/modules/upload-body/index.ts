export { receiveBody } from './receive-body.js';
