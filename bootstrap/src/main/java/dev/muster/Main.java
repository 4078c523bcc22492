package dev.muster;

/** The program's entry. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length == 1 && arguments[0].equals("--version")) {
            String version = Main.class.getPackage().getImplementationVersion();
            System.out.println("muster " + (version == null ? "unpackaged" : version));
            return;
        }
        System.err.println("muster: only --version is understood so far");
        System.exit(64);
    }
}
