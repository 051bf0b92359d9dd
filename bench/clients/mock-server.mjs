// oauth2-mock-server as its own command starts it, with one new RS256 key, but on a free port. Prints its address.
import { OAuth2Server } from 'oauth2-mock-server';

const server = new OAuth2Server();
await server.issuer.keys.generate('RS256');
await server.start(0, '127.0.0.1');
console.log(`oauth2-mock-server listening on http://127.0.0.1:${server.address().port}`);
