import { texts } from '~/lib/texts';
import { useOffer } from '../api/offer';
import { answerOffer, turnOn } from '../api/wish';

const words = texts.notifications;

/** A quiet line, once: something came while one was elsewhere. */
export function Offer({ userUuid }: { userUuid: string }) {
  if (!useOffer(userUuid)) return null;
  return (
    <div className="offer" role="status">
      <p className="aside">{words.offer}</p>
      <button type="button" className="txb" onClick={() => void turnOn()}>
        {words.turnOn}
      </button>
      <button type="button" className="txb" onClick={answerOffer}>
        {words.notNow}
      </button>
    </div>
  );
}
