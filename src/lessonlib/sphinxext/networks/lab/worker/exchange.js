/* Two workers share each batch: each computes the gradients of its half and sends them to the other, both add the two
   and take the same step, so that their weights stay the same to the last bit and never travel. */
(() => {
  "use strict";

  class Exchange {
    constructor(port) {
      Object.assign(this, { port, inbox: [], spare: [], wake: null });
    }

    arrive(message) {
      this.inbox.push(message);
      if (this.wake) this.wake();
    }

    async next() {
      while (!this.inbox.length) await new Promise((done) => (this.wake = done));
      this.wake = null;
      return this.inbox.shift();
    }

    /* Sends the gradients [from, to); buffers change hands, so that none is made anew. */
    send(trainer, from, to, found) {
      const at = this.spare.findIndex((each) => each.length === to - from);
      const numbers = at < 0 ? new Float32Array(to - from) : this.spare.splice(at, 1)[0];
      numbers.set(trainer.at(trainer.shared.gradients + 4 * from, to - from));
      this.port.postMessage({ numbers, from, found }, [numbers.buffer]);
    }

    /* Takes in all gradients of the other half; returns its loss, or null when the other has stopped. */
    async receive(trainer) {
      let [missing, found] = [trainer.rounded, null];
      while (missing > 0) {
        const message = await this.next();
        if (message.over) return null;
        trainer.at(trainer.shared.others + 4 * message.from, message.numbers.length).set(message.numbers);
        missing -= message.numbers.length;
        found ||= message.found;
        this.spare.push(message.numbers);
      }
      return found;
    }

    end() {
      this.port.postMessage({ over: true });
    }

    /* Waits until the other has stopped, too; what it had sent before is forgotten. */
    async ended() {
      while (!(await this.next()).over);
    }

    forget() {
      this.inbox = [];
      this.spare = [];
    }
  }

  globalThis.lessonlib ??= {};
  globalThis.lessonlib.labExchange = { Exchange };
})();
