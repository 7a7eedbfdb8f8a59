import { texts } from '~/lib/texts';
import { announce } from '~/ui/Announcer';

/** Puts `@handle` on the clipboard and says so. False where the browser does not allow it. */
export async function copyHandle(handle: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(`@${handle}`);
  } catch {
    return false; // no permission, or not a secure page
  }
  announce(texts.account.copied);
  return true;
}
