package io.deltaglider.cli.command;

/** Commands that stand together in the help. */
enum CommandGroup {
    OBJECTS("Files, objects and buckets, as with \"aws s3\""),
    SAVING("What is saved, and saving more"),
    SAFETY("Whether all is well"),
    CODEC("Delta files by themselves"),
    PROGRAM("About this program");

    private final String title;

    CommandGroup(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
