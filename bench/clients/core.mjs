// IBM's node core: `core.mjs cached URL CALLERS` prints ns per call for a held token, once warm;
// `core.mjs cold URL CALLERS` makes that many calls at once, before there is a token.
import { IamTokenManager } from 'ibm-cloud-sdk-core';

const [how, url, callers] = process.argv.slice(2);
const count = Number(callers);
const manager = new IamTokenManager({ apikey: process.env.BENCH_API_KEY, url });

if (how === 'cold') {
  await Promise.all(Array.from({ length: count }, () => manager.getToken()));
} else {
  await manager.getToken();
  const calls = 200_000;
  const caller = async () => {
    for (let i = 0; i < calls / count; i++) {
      await manager.getToken();
    }
  };
  const round = () => Promise.all(Array.from({ length: count }, caller));
  for (let warming = 0; warming < 4; warming++) {
    await round();
  }
  const start = process.hrtime.bigint();
  await round();
  console.log(Number(process.hrtime.bigint() - start) / calls);
}
