// CommonJS packages (nestjs-prometheus and others) require() these ESM-only packages. Jest refuses
// to require() a module that is still being linked, so they are evaluated here, before any test file.
import 'reflect-metadata';
import '@nestjs/common';
import '@nestjs/core';
