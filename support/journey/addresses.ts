/** Where MaiMBot's configurator listens unless told otherwise (contract: configurator). */
export const CONFIGURATOR_URL = 'http://localhost:8000';

/** Where its reply backend listens (contract: reply-backend). */
export const REPLY_URL = 'ws://localhost:8095/ws';
