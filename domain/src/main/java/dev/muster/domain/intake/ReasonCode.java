package dev.muster.domain.intake;

import java.util.Locale;

/** Why a record is rejected. The names are public: programs act on {@link #code()}. */
public enum ReasonCode {
    COLUMN_COUNT(
            "The record has more or fewer values than there are columns.",
            "Check for a missing or extra delimiter, or quote values that hold the delimiter."),
    CSV_QUOTE(
            "Text follows a closing quote.",
            "Double the quotes inside a quoted value, or put the whole value inside quotes."),
    RECORD_TOO_LONG("The record is longer than 1 MiB.", "Split the record, or look for a missing line end."),
    BAD_ENCODING(
            "Some bytes are no text in the input's character set.",
            "Name the right character set in the content type, or save the file as UTF-8."),
    CONTROL_CHARACTER(
            "The text holds a control character or one that changes the direction of writing.",
            "Remove the character; tab, line feed and carriage return are allowed."),
    REQUIRED("A required value is absent or blank.", "Give the value."),
    NOT_INTEGER("The value is not a whole number.", "Use ASCII digits with an optional leading hyphen."),
    NOT_DECIMAL("The value is not a decimal number.", "Use a full stop before decimals and no thousands separators."),
    OUT_OF_RANGE("The value is too small or too large.", "Use a value within the range that the message names."),
    TOO_LONG("The text is too long.", "Shorten the text to the length that the message names."),
    TOO_MANY_DECIMALS("The number has too many decimals.", "Round the number to the decimals that the message names."),
    PATTERN("The text does not have the form it must have.", "Use the form that the message names."),
    NOT_ALLOWED("The value is none of the allowed ones.", "Use one of the values that the message names."),
    DATETIME_FORMAT("The value does not have the form of a point in time.", "Write it as 2021-11-07T02:48:42Z."),
    DATETIME_NO_ZONE(
            "The point in time names no time zone, so it could be any of many.",
            "End it with Z for UTC or an offset such as -05:00."),
    DATETIME_INVALID(
            "The date, time or offset does not exist.", "Use a day of the calendar, hours to 23, offsets to ±18:00."),
    IN_FUTURE(
            "The point in time is more than five minutes after the record was received.",
            "Correct the value, or the clock that made it."),
    WRONG_TYPE("The JSON value has another type than the field.", "Send numbers as numbers and texts as strings."),
    UNKNOWN_FIELD("The JSON object has a member that is no field.", "Remove the member or correct its name."),
    DUPLICATE_FIELD("A field is given twice, perhaps by name and by alias.", "Give the field once."),
    BAD_JSON("The text is not JSON.", "Correct the syntax at the place that the message names."),
    UNKNOWN_REFERENCE(
            "The record refers to a record that is not there.",
            "Load the record that it refers to, then replay the rejection."),
    DUPLICATE_KEY(
            "A record with the same key and other values is there already.",
            "Load in mode upsert to replace it, or correct the key.");

    private final String code;
    private final String meaning;
    private final String remedy;

    ReasonCode(String meaning, String remedy) {
        this.code = name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /** Returns the public name in {@code kebab-case}. */
    public String code() {
        return code;
    }

    /** Returns what the code says about a record, in one sentence. */
    public String meaning() {
        return meaning;
    }

    /** Returns what to do about it, in one sentence. */
    public String remedy() {
        return remedy;
    }

    /** Returns whether the record itself shows the fault. Other faults depend on what is stored. */
    public boolean shownByRecord() {
        return this != UNKNOWN_REFERENCE && this != DUPLICATE_KEY;
    }

    /**
     * Returns whether the same record may be accepted another time although nobody decides anything: when what it refers
     * to is there, when its time has come, or when the settings allow its value.
     */
    public boolean mayPass() {
        return this == UNKNOWN_REFERENCE || this == IN_FUTURE || this == NOT_ALLOWED;
    }

    /**
     * Returns the code with this public name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ReasonCode of(String code) {
        for (ReasonCode reason : values()) {
            if (reason.code.equals(code)) {
                return reason;
            }
        }
        throw new IllegalArgumentException("there is no reason code '%s'".formatted(code));
    }
}
