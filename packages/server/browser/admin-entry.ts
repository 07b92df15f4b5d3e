import { RingcastAdmin } from './element/ringcast-admin.ts';

customElements.define('ringcast-admin', RingcastAdmin);
