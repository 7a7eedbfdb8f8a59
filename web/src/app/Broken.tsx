import { Component, type ReactNode } from 'react';
import { texts } from '~/lib/texts';
import { Blank } from '~/ui/Blank';

/** The last net: says that something broke instead of showing nothing. */
export class Broken extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children;
    return (
      <main className="whole">
        <Blank isError heading="h1" title={texts.broken.title} text={texts.broken.text}>
          <button type="button" className="btn btn--main" onClick={() => location.reload()}>
            {texts.broken.reload}
          </button>
        </Blank>
      </main>
    );
  }
}
