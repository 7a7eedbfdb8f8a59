import { useEffect } from 'react';
import { Link } from 'react-router';
import { texts } from '~/lib/texts';
import { Blank } from '~/ui/Blank';

const words = texts.notFound;

export function NotFoundPage() {
  useEffect(() => {
    document.title = texts.productTitle;
  }, []);
  return (
    <main className="whole">
      <Blank heading="h1" title={words.title} text={words.text}>
        <Link className="btn btn--main" to="/messages">
          {words.back}
        </Link>
      </Blank>
    </main>
  );
}
