import { ownValue } from '../../../charts/input/own-value';
import { ASSUMPTIONS, type AssumptionKey } from '../assumptions';
import type { PriceFile } from './file';
import { instancePrice } from './instances';
import { regionFactor } from './regions';
import { PRICES, type PriceKey } from './table';

/** Digits of a price that was multiplied by the factor of a region. */
const DIGITS = 6;

/** Prices of a region, with a user's own. */
export class Tariff {
  /** Factor of all prices; undefined if it is not known, and prices are those of us-east-1. */
  public readonly factor: number | undefined;

  /** @param region region of the environment */
  constructor(
    region: string,
    private readonly own: PriceFile = {},
  ) {
    this.factor = ownValue(own.regions, region) ?? regionFactor(region);
  }

  /** A price in dollars. A share is not multiplied by the factor, since the price that it applies to is. */
  public price(key: PriceKey): number {
    const price = this.own.prices?.[key] ?? PRICES[key].dollars;
    return key === 'autoMode' ? price : this.inRegion(price);
  }

  /** Dollars for an hour of an instance type; undefined if its price is not known. */
  public instance(type: string): number | undefined {
    const price = ownValue(this.own.instances, type) ?? instancePrice(type);
    return price === undefined ? undefined : this.inRegion(price);
  }

  /** Value of an assumption; undefined if it follows from the environment. */
  public assumption(key: AssumptionKey): number | undefined {
    return this.own.assumptions?.[key] ?? ASSUMPTIONS[key].value;
  }

  /** Value of an assumption that always has one. */
  public assumed(
    key: { [K in AssumptionKey]: (typeof ASSUMPTIONS)[K]['value'] extends number ? K : never }[AssumptionKey],
  ): number {
    return this.own.assumptions?.[key] ?? ASSUMPTIONS[key].value;
  }

  private inRegion(price: number): number {
    return Number((price * (this.factor ?? 1)).toPrecision(DIGITS));
  }
}
