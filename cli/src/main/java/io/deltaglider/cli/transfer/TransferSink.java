package io.deltaglider.cli.transfer;

/** Takes the transfers of a plan as they are found, in the order of the plan. */
public interface TransferSink {
    /** May block until there is room for it. */
    void accept(Transfer transfer);

    /** Something was found that will not be transferred. */
    void skip(String what, String reason);

    /** One that was asked for cannot be done, for a reason that is known before it begins; it counts as failed. */
    void refuse(Transfer transfer, String reason);
}
