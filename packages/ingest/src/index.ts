export * from './wire/message.ts';
