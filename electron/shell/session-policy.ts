/**
 * The page gets no permission, no device, no download and no network, whatever it asks for.
 *
 * The content security policy stops requests but not preconnects and name look-ups; a proxy that is not there does,
 * also for loopback. Calls to AWS are made by main, through Node, and do not pass here.
 */
import type { Session } from 'electron';

const NO_NETWORK = { proxyRules: 'http://127.0.0.1:9', proxyBypassRules: '<-loopback>' };

export async function denyEverything(session: Session): Promise<void> {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.setUSBProtectedClassesHandler(({ protectedClasses }) => protectedClasses);
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event) => event.preventDefault());
  await session.setProxy(NO_NETWORK);
}
